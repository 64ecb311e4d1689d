"""gunboat: a simulator of coercive diplomacy and expeditionary war in the age of sail and steam."""
