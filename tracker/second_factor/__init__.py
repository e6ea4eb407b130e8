"""A second step at log-in: a code from an app or a passkey beside the password, with recovery codes for a lost one.

django-allauth checks codes and keys, counts tries and keeps the secrets; here is who must have one, how it is set up
and taken away with its event in the audit trail, and the pages.
"""
