/*  One watched AX environment. A handful of rows, kept for good.
    ConnectionName names a connection string in the orchestrator's own configuration: no secrets here.
    Environment is what it is used for; ModelDatabaseName the model store's database, NULL where
    collectors look for it themselves. Tags are separated by ';' and tell routes what belongs together.  */
CREATE TABLE config.Instance
(
    InstanceId        int           NOT NULL IDENTITY (1, 1),
    InstanceName      sysname       NOT NULL,
    ConnectionName    nvarchar(128) NOT NULL,
    AxDatabaseName    sysname       NULL,
    ModelDatabaseName sysname       NULL,
    Environment       nvarchar(16)  NULL,
    IsEnabled         bit           NOT NULL CONSTRAINT DF_Instance_IsEnabled DEFAULT (1),
    CreatedAt         datetime2(3)  NOT NULL,
    Tags              nvarchar(400) NOT NULL CONSTRAINT DF_Instance_Tags DEFAULT (N''),
    CONSTRAINT PK_Instance PRIMARY KEY CLUSTERED (InstanceId),
    CONSTRAINT UQ_Instance_InstanceName UNIQUE (InstanceName),
    CONSTRAINT CK_Instance_InstanceName CHECK (LEN(InstanceName) > 0),
    CONSTRAINT CK_Instance_Environment CHECK (Environment IN (N'DEV', N'TST', N'UAT', N'PRD'))
);
