-- The collector TempDb (space in tempdb by kind and session): its metrics and the retention of its tables.
EXEC config.DefineMetric N'tempdb.used_mb', N'TempDb', N'MB', N'higher', N'kind of space',
    N'Space reserved in tempdb by user objects (temporary tables), internal objects (sorts, hashes, cursors) and the version store.';
EXEC config.DefineMetric N'tempdb.used_percent', N'TempDb', N'percent', N'higher', N'none',
    N'Reserved share of the data files of tempdb as they are now. They may still grow.';
EXEC config.DefineMetric N'tempdb.free_mb', N'TempDb', N'MB', N'lower', N'none',
    N'Free space in the data files of tempdb as they are now.';
EXEC config.DefineMetric N'tempdb.ax_tables', N'TempDb', N'count', N'higher', N'none',
    N'Temporary tables of AX (t<table id>_<guid>) in tempdb. They are kept for reuse; a number that only grows is a leak. No value where the login may not see them.';
EXEC config.DefineMetric N'tempdb.version_age_s', N'TempDb', N's', N'higher', N'none',
    N'Age of the oldest transaction that keeps row versions from being cleaned up; 0 when there is none.';
EXEC config.DefineMetric N'tempdb.largest_session_mb', N'TempDb', N'MB', N'higher', N'none',
    N'What the session with the most of tempdb holds; 0 when none holds more than 1 MB.';
EXEC config.DefineMetric N'tempdb.latch_waits', N'TempDb', N'count', N'higher', N'kind of page',
    N'Tasks that waited for a page of tempdb in memory at the moment of the capture: allocation pages (PFS, GAM, SGAM) or others.';
EXEC config.DefineFactTable N'fact.TempDb', N'Metrics', N'CapturedAt';
EXEC config.DefineFactTable N'fact.TempDbSession', N'Detail', N'CapturedAt';
EXEC config.DefineFactTable N'fact.TempDbAxTable', N'Detail', N'CapturedAt';
