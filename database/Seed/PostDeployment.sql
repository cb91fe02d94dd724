:r .\Settings.sql
:r .\Collectors.sql
:r .\AlertRules.sql
