-- What AX people say about settings of SQL Server, with their names. Where sources disagree both stand here.
EXEC config.DefineRecommendation N'option', N'server', N'max degree of parallelism', N'=', N'1',
    N'Microsoft: Configure SQL Server for AX 2012 (DD309734)',
    N'1 in production. For upgrade and maintenance the least of 8, the cores, and the cores of a NUMA node.';
EXEC config.DefineRecommendation N'option', N'server', N'max server memory (MB)', N'<>', N'2147483647',
    N'Microsoft; DynamicsPerf', N'Set it below the physical memory, so that at least 500 MB stay available.';
EXEC config.DefineRecommendation N'option', N'server', N'fill factor (%)', N'=', N'0', N'DynamicsPerf',
    N'Of the server as a whole.';
EXEC config.DefineRecommendation N'option', N'server', N'blocked process threshold (s)', N'>=', N'5', N'SQL Server documentation',
    N'1 to 4 keep the deadlock monitor running all the time; 0 is off, and blocking is then known from snapshots only.';
EXEC config.DefineRecommendation N'server', N'server', N'memory model', N'<>', N'CONVENTIONAL',
    N'Microsoft: Configure SQL Server for AX 2012 (DD309734)',
    N'The account of SQL Server should have the right to lock pages in memory.';
EXEC config.DefineRecommendation N'service', N'server', N'instant file initialization', N'=', N'Y',
    N'Microsoft: Configure SQL Server for AX 2012 (DD309734)',
    N'Files then grow without being filled with zeros first. Logs are filled all the same.';
EXEC config.DefineRecommendation N'database', N'ax', N'read committed snapshot', N'=', N'1',
    N'Microsoft; DynamicsPerf; D. Trunin', N'Without it readers and writers of AX block each other.';
EXEC config.DefineRecommendation N'database', N'ax', N'auto create statistics', N'=', N'1',
    N'Microsoft: Configure SQL Server for AX 2012 (DD309734)', N'';
EXEC config.DefineRecommendation N'database', N'ax', N'auto update statistics', N'=', N'1',
    N'Microsoft: Configure SQL Server for AX 2012 (DD309734)', N'';
EXEC config.DefineRecommendation N'database', N'ax', N'auto update statistics asynchronously', N'=', N'0',
    N'Microsoft: Configure SQL Server for AX 2012 (DD309734)', N'';
EXEC config.DefineRecommendation N'database', N'ax', N'auto shrink', N'=', N'0',
    N'Microsoft: Configure SQL Server for AX 2012 (DD309734)', N'';
EXEC config.DefineRecommendation N'database', N'ax', N'compatibility level', N'note', N'', N'Microsoft',
    N'110 on SQL Server 2012. On later versions their own level as far as it is supported for AX; a higher level changes the cardinality estimator.';
EXEC config.DefineRecommendation N'database', N'model store', N'collation', N'same as ax', N'',
    N'Microsoft: Configure SQL Server for AX 2012 (DD309734)', N'All databases of AX have one collation.';
EXEC config.DefineRecommendation N'tempdb', N'tempdb', N'data files', N'cores', N'',
    N'Microsoft: Configure SQL Server for AX 2012 (DD309734)', N'One data file for each core.';
EXEC config.DefineRecommendation N'tempdb', N'tempdb', N'data files', N'cores8', N'', N'DynamicsPerf; SQL Server documentation',
    N'One data file for each core, but no more than eight to begin with.';
EXEC config.DefineRecommendation N'tempdb', N'tempdb', N'data files of equal size', N'=', N'1', N'Microsoft; DynamicsPerf',
    N'SQL Server otherwise prefers the largest file.';
EXEC config.DefineRecommendation N'tempdb', N'tempdb', N'growth in percent', N'=', N'0', N'DynamicsPerf',
    N'Grow by 100 to 500 MB; better give the files their size beforehand.';
EXEC config.DefineRecommendation N'trace flag', N'server', N'4199', N'=', N'1', N'DynamicsPerf',
    N'Fixes of the optimizer; should nearly always be on.', N'0';
EXEC config.DefineRecommendation N'trace flag', N'server', N'4136', N'=', N'0', N'DynamicsPerf',
    N'Switches parameter sniffing off for the whole server. Sources disagree: some AX administrators set it because of DATAAREAID and PARTITION.',
    N'0';
EXEC config.DefineRecommendation N'trace flag', N'server', N'4139', N'note', N'', N'DynamicsPerf',
    N'Recommended there for ascending keys; it concerns the old cardinality estimator only.', N'0';
EXEC config.DefineRecommendation N'trace flag', N'server', N'2371', N'note', N'', N'DynamicsPerf',
    N'Recommended there; built in from compatibility level 130 on.', N'0';
EXEC config.DefineRecommendation N'trace flag', N'server', N'1117', N'note', N'', N'DynamicsPerf',
    N'Recommended there; built in for tempdb from SQL Server 2016 on.', N'0';
EXEC config.DefineRecommendation N'trace flag', N'server', N'1118', N'note', N'', N'DynamicsPerf',
    N'Built in for tempdb from SQL Server 2016 on.', N'0';
EXEC config.DefineRecommendation N'trace flag', N'server', N'1224', N'note', N'', N'DynamicsPerf',
    N'Stops escalation by the number of locks: recommended there with large memory only.', N'0';
EXEC config.DefineRecommendation N'trace flag', N'server', N'1222', N'note', N'', N'DynamicsPerf',
    N'Writes deadlocks to the error log; the event session system_health has them anyway.', N'0';
