/*  What others say a setting should be, and who says so. Some thirty rows, kept for good; sources may
    disagree about the same setting.
    ScopeRole     server, ax, model store, tempdb: whose setting
    Comparison    = <> >= <=      with WantedValue, as numbers where both are
                  cores, cores8   as many as processors, but no more than eight
                  same as ax      the AX database's value of the same setting
                  note            nothing is wanted; the note is shown where the setting is on
    DefaultValue  what a setting is that is not there: a trace flag that is off  */
CREATE TABLE config.Recommendation
(
    RecommendationId int            NOT NULL IDENTITY (1, 1),
    ScopeKind        nvarchar(16)   NOT NULL,
    ScopeRole        nvarchar(16)   NOT NULL,
    SettingName      nvarchar(128)  NOT NULL,
    Comparison       nvarchar(12)   NOT NULL,
    WantedValue      nvarchar(100)  NOT NULL,
    DefaultValue     nvarchar(100)  NULL,
    SourceName       nvarchar(200)  NOT NULL,
    Note             nvarchar(500)  NOT NULL,
    CONSTRAINT PK_Recommendation PRIMARY KEY CLUSTERED (RecommendationId),
    CONSTRAINT UQ_Recommendation UNIQUE (ScopeKind, ScopeRole, SettingName, SourceName),
    CONSTRAINT CK_Recommendation_ScopeRole CHECK (ScopeRole IN (N'server', N'ax', N'model store', N'tempdb')),
    CONSTRAINT CK_Recommendation_Comparison CHECK (
        Comparison IN (N'=', N'<>', N'>=', N'<=', N'cores', N'cores8', N'same as ax', N'note')),
    CONSTRAINT CK_Recommendation_SourceName CHECK (LEN(SourceName) > 0)
);
