-- First rows of a new repository, in the order they depend on each other. database/Build writes the script:
-- for each collector file its definition, and where a line ends in *, the files of the folder by name.
:r .\Settings.sql
:r .\Retention.sql
:r .\Locks.sql
:r .\ErrorCategories.sql
:r ..\..\orchestrator\Collectors\*.sql
:r .\Collectors\*.sql
:r .\ExportedMetrics.sql
:r .\Recommendations.sql
:r .\AlertRules.sql
:r .\ServiceLevels.sql
:r .\Partitions.sql
