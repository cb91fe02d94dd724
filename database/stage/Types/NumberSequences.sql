/*  What the collector NumberSequences hands over: the number sequences of AX that are used up most.
    CompanyName       NULL: shared by all, or not known
    LastNumber        the last that the highest number and the digits of the format allow
    NextNumber        what is given out next  */
CREATE TYPE stage.NumberSequences AS TABLE
(
    SequenceCode    nvarchar(20)  NULL,
    CompanyName     nvarchar(10)  NULL,
    Caption         nvarchar(128) NULL,
    FormatText      nvarchar(40)  NULL,
    LowestNumber    bigint        NULL,
    HighestNumber   bigint        NULL,
    LastNumber      bigint        NULL,
    NextNumber      bigint        NULL,
    IsContinuous    bit           NULL,
    FetchAheadCount int           NULL
);
