"""The year as a small model: who may do what when, from the access matrix and the table of phases.

Written apart from `cluster.domain`, whose enums it shares but none of whose rules: each act
returns how many entries it leaves in the record, or None if it must be refused, and takes effect.
Members are known by their place in the year, 0 to 2.
"""
