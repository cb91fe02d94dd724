-- Takes the event session away again; its files stay until somebody deletes them.
IF EXISTS (SELECT 1 FROM sys.server_event_sessions AS s WHERE s.name = N'AxMonitor_LongQueries')
    DROP EVENT SESSION AxMonitor_LongQueries ON SERVER;
