-- First rows of a new repository, in the order they depend on each other.
:r .\Settings.sql
:r .\Retention.sql
:r .\Collectors.sql
:r .\AlertRules.sql
