"""From the text of a CV to skills with their evidence and proficiency. Pure: no store, no network, no clock."""

# Goes into every assessment. A change that can change what any text yields takes the next number.
METHOD_VERSION = "4"
