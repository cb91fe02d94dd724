-- First rows of a new repository, in the order they depend on each other.
:r .\Settings.sql
:r .\Retention.sql
:r .\Collectors\AxSessions.sql
:r .\Collectors\Batch.sql
:r .\Collectors\BlockedProcesses.sql
:r .\Collectors\Deadlocks.sql
:r .\Collectors\FileIo.sql
:r .\Collectors\QueryStats.sql
:r .\Collectors\QueryStore.sql
:r .\Collectors\Requests.sql
:r .\Collectors\Waits.sql
:r .\AlertRules.sql
:r .\Partitions.sql
