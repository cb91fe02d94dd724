/*  The previous sample of each counter that is reported by its increase, with its base. Some sixty rows
    an instance, kept for good.  */
CREATE TABLE collect.CounterState
(
    InstanceId int           NOT NULL,
    CounterId  int           NOT NULL,
    KeyText    nvarchar(128) COLLATE Latin1_General_CI_AS NOT NULL,
    Value      bigint        NOT NULL,
    BaseValue  bigint        NULL,
    CONSTRAINT PK_CounterState PRIMARY KEY CLUSTERED (InstanceId, CounterId, KeyText),
    CONSTRAINT FK_CounterState_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId),
    CONSTRAINT FK_CounterState_Counter FOREIGN KEY (CounterId) REFERENCES config.Counter (CounterId)
);
