/*  What the collector Preflight hands over: one row per need of a collector.  */
CREATE TYPE stage.Preflight AS TABLE
(
    CollectorName nvarchar(64)   NOT NULL,
    CheckName     nvarchar(400)  NOT NULL,
    IsOptional    bit            NOT NULL,
    IsMet         bit            NOT NULL,
    Finding       nvarchar(1000) NOT NULL,
    Remedy        nvarchar(1000) NULL
);
