"""The register: clusters, alliances and their names, people and the offices they hold."""

from cluster.services.members.labels import labels, labels_at, members_of
from cluster.services.members.offices import Post, correct_office, leave_office, take_office
from cluster.services.members.reading import (
    OfficeLine,
    Record,
    RegisterLine,
    get_record,
    list_clusters,
    list_register,
)
from cluster.services.members.register import (
    Called,
    correct_name,
    merge,
    merge_into_new,
    register_alliance,
    register_cluster,
    rename,
    rename_cluster,
)

__all__ = [
    "Called",
    "OfficeLine",
    "Post",
    "Record",
    "RegisterLine",
    "correct_name",
    "correct_office",
    "get_record",
    "labels",
    "labels_at",
    "leave_office",
    "list_clusters",
    "list_register",
    "members_of",
    "merge",
    "merge_into_new",
    "register_alliance",
    "register_cluster",
    "rename",
    "rename_cluster",
    "take_office",
]
