/*  How far the number sequences of AX are used up, of those that are used up most. Some 12,000 rows a day and
    instance at most.
    SequenceName   code and company, as AX shows them: WHSW_107 (usmf)
    LastNumber     the last that the highest number and the digits of the format allow  */
CREATE TABLE fact.NumberSequence
(
    InstanceId      int           NOT NULL,
    SequenceName    nvarchar(64)  NOT NULL,
    CapturedAt      datetime2(3)  NOT NULL,
    Caption         nvarchar(128) NULL,
    FormatText      nvarchar(40)  NULL,
    LowestNumber    bigint        NOT NULL,
    HighestNumber   bigint        NULL,
    LastNumber      bigint        NOT NULL,
    NextNumber      bigint        NOT NULL,
    IsContinuous    bit           NULL,
    FetchAheadCount int           NULL,
    CONSTRAINT PK_NumberSequence PRIMARY KEY CLUSTERED (InstanceId, SequenceName, CapturedAt),
    CONSTRAINT FK_NumberSequence_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId)
)
ON PS_Day (CapturedAt);
