-- The collector Memory (memory clerks, page life expectancy, memory grants): its metrics and the retention
-- of its tables.
EXEC config.DefineFactTable N'fact.MemoryCapture', N'Detail', N'CapturedAt';
EXEC config.DefineFactTable N'fact.MemoryClerk', N'Detail', N'CapturedAt';
EXEC config.DefineFactTable N'fact.MemoryGrant', N'Detail', N'CapturedAt';
EXEC config.DefineMetric N'memory.target_mb', N'Memory', N'MB', N'none', N'none', N'Memory SQL Server wants.';
EXEC config.DefineMetric N'memory.committed_mb', N'Memory', N'MB', N'none', N'none',
    N'Memory SQL Server has. Below the target after a start; far below it for long, something else takes memory.';
EXEC config.DefineMetric N'memory.available_mb', N'Memory', N'MB', N'lower', N'none',
    N'Memory the machine has left. Below 500 MB for long is too little.';
EXEC config.DefineMetric N'memory.process_mb', N'Memory', N'MB', N'none', N'none',
    N'Physical memory of the process of SQL Server.';
EXEC config.DefineMetric N'memory.page_life_expectancy_s', N'Memory', N's', N'lower', N'none',
    N'How long a page stays in memory. Compare with its own past, not with a fixed number.';
EXEC config.DefineMetric N'memory.node_page_life_expectancy_s', N'Memory', N's', N'lower', N'NUMA node',
    N'The same for each NUMA node. One node far below the others is hidden by the mean.';
EXEC config.DefineMetric N'memory.low_signal', N'Memory', N'0 or 1', N'higher', N'none',
    N'1 while SQL Server or Windows signals that memory is low.';
EXEC config.DefineMetric N'memory.grants', N'Memory', N'count', N'none', N'none',
    N'Queries that hold memory for sorts and hashes.';
EXEC config.DefineMetric N'memory.grants_waiting', N'Memory', N'count', N'higher', N'none',
    N'Queries that cannot begin before they get memory. Above 0 for long is a shortage.';
EXEC config.DefineMetric N'memory.granted_mb', N'Memory', N'MB', N'higher', N'none', N'Memory granted for sorts and hashes.';
EXEC config.DefineMetric N'memory.grant_wait_ms', N'Memory', N'ms', N'higher', N'none', N'The longest present wait for a grant.';
EXEC config.DefineMetric N'memory.clerk_mb', N'Memory', N'MB', N'none', N'memory clerk',
    N'Memory of the largest clerks. CACHESTORE_SQLCP that grows: statements that differ by literals. OBJECTSTORE_LOCK_MANAGER: very many locks.';
