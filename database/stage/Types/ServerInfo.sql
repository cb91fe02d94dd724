/*  What the collector ServerInfo hands over: one setting a row, as text.
    ScopeKind   server, option, service, trace flag (on when it is there), database, configuration (of
                the AX database), tempdb, file
    ScopeName   which service, database or file (database/logical name); empty for the server as a whole  */
CREATE TYPE stage.ServerInfo AS TABLE
(
    ScopeKind    nvarchar(16)  NULL,
    ScopeName    nvarchar(257) NULL,
    SettingName  nvarchar(128) NULL,
    SettingValue nvarchar(400) NULL
);
