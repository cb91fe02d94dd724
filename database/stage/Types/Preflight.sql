/*  What the collector Preflight hands over: one row per need of a collector.  */
CREATE TYPE stage.Preflight AS TABLE
(
    CollectorName nvarchar(64)   NULL,
    CheckName     nvarchar(400)  NULL,
    IsOptional    bit            NULL,
    IsMet         bit            NULL,
    Finding       nvarchar(1000) NULL,
    Remedy        nvarchar(1000) NULL
);
