/*  What collect.SaveServerInfo remembers of each instance: when its server was last seen started, and which
    kinds of settings have been read before. One row an instance.  */
CREATE TABLE collect.ServerState
(
    InstanceId      int           NOT NULL,
    ServerStartedAt datetime2(3)  NOT NULL,
    KindsSeen       nvarchar(200) NOT NULL,
    CONSTRAINT PK_ServerState PRIMARY KEY CLUSTERED (InstanceId),
    CONSTRAINT FK_ServerState_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId)
);
