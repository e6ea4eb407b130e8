"""What the office sets up, one function for each kind of record, for pages and for spreadsheets alike.

funders:    save_funder, save_stream, save_allocation
awards:     save_award (its fields, services with shares, money by stream and year)
variations: save_variation, take_back_variation
measures:   save_measure, save_version
service_measures: save_service_measure, order_measures, save_break, save_scope_note, answer_scope
targets:    save_target
`tracker.records.end` and `.delete` end and delete any of them.

Each takes a record (new, without a key, or one that is there), its `values` by field as Python has them, `by` and `at`;
a form also gives what it began from (`base`), the answers to clashes (`chosen`) and its own `key`. What is wrong is
raised as `Faults` by field or box, `Collision`, `NotYours` or `NotNow`, and then nothing is saved.
"""
