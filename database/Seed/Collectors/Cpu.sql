-- The collector Cpu (processor use by the minute, and schedulers): its metrics and the retention of its
-- tables.
EXEC config.DefineFactTable N'fact.Cpu', N'Detail', N'CapturedAt';
EXEC config.DefineFactTable N'fact.CpuCapture', N'Detail', N'CapturedAt';
EXEC config.DefineMetric N'cpu.sql_percent', N'Cpu', N'percent', N'higher', N'none',
    N'Processor time of SQL Server, of the whole machine.';
EXEC config.DefineMetric N'cpu.other_percent', N'Cpu', N'percent', N'higher', N'none',
    N'Processor time of everything else on the machine. A database server of its own should show little.';
EXEC config.DefineMetric N'cpu.idle_percent', N'Cpu', N'percent', N'lower', N'none', N'Processor time that nobody needed.';
EXEC config.DefineMetric N'cpu.runnable_tasks', N'Cpu', N'count', N'higher', N'none',
    N'Tasks that could run, were a processor free.';
EXEC config.DefineMetric N'cpu.runnable_tasks_per_scheduler', N'Cpu', N'count', N'higher', N'none',
    N'The same for each processor. More than one for long: the processors are the bottleneck.';
EXEC config.DefineMetric N'cpu.current_tasks', N'Cpu', N'count', N'none', N'none', N'Tasks running, waiting or queued.';
EXEC config.DefineMetric N'cpu.work_queue', N'Cpu', N'count', N'higher', N'none',
    N'Tasks that wait for a worker thread. Above 0, nobody new gets in.';
EXEC config.DefineMetric N'cpu.worker_percent', N'Cpu', N'percent', N'higher', N'none',
    N'Worker threads in use, of those SQL Server may have. Long blocking takes them one by one.';
EXEC config.DefineMetric N'cpu.pending_io', N'Cpu', N'count', N'higher', N'none', N'Reads and writes that are not finished yet.';
