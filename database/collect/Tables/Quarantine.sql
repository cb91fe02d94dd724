/*  Source rows that could not be understood, kept as they came, once per distinct
    text. Normally empty; 30 days.  */
CREATE TABLE collect.Quarantine
(
    QuarantineId    bigint        NOT NULL IDENTITY (1, 1),
    InstanceId      int           NOT NULL,
    CollectorName   nvarchar(64)  NOT NULL,
    RawHash         binary(32)    NOT NULL,
    RawText         nvarchar(max) NULL,
    Reason          nvarchar(400) NOT NULL,
    FirstSeenAt     datetime2(3)  NOT NULL,
    LastSeenAt      datetime2(3)  NOT NULL,
    OccurrenceCount int           NOT NULL,
    CONSTRAINT PK_Quarantine PRIMARY KEY CLUSTERED (QuarantineId),
    CONSTRAINT UQ_Quarantine_RawHash UNIQUE (InstanceId, CollectorName, RawHash),
    CONSTRAINT FK_Quarantine_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId),
    CONSTRAINT CK_Quarantine_OccurrenceCount CHECK (OccurrenceCount > 0)
);
