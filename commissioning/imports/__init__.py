"""Files read into a plan: what would change and every fault, shown before anything is saved; then all of it or nothing.

A plan is carried out by the same saves that the screens call, so that versions, drafts, rules and events hold.
"""
