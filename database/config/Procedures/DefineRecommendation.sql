/*  config.DefineRecommendation: for seeds. Adds what a source says about a setting, or brings it up to
    date; see config.Recommendation.
    Errors   547 a scope role or comparison that there is not, or no source  */
CREATE PROCEDURE config.DefineRecommendation
    @ScopeKind    nvarchar(16),
    @ScopeRole    nvarchar(16),
    @SettingName  nvarchar(128),
    @Comparison   nvarchar(12),
    @WantedValue  nvarchar(100),
    @SourceName   nvarchar(200),
    @Note         nvarchar(500),
    @DefaultValue nvarchar(100) = NULL
AS
SET NOCOUNT, XACT_ABORT ON;


BEGIN TRANSACTION;

UPDATE config.Recommendation
SET Comparison = @Comparison,
    WantedValue = @WantedValue,
    DefaultValue = @DefaultValue,
    Note = @Note
WHERE ScopeKind = @ScopeKind
  AND ScopeRole = @ScopeRole
  AND SettingName = @SettingName
  AND SourceName = @SourceName;

IF @@ROWCOUNT = 0
    INSERT config.Recommendation (ScopeKind, ScopeRole, SettingName, Comparison, WantedValue, DefaultValue, SourceName, Note)
    VALUES (@ScopeKind, @ScopeRole, @SettingName, @Comparison, @WantedValue, @DefaultValue, @SourceName, @Note);

COMMIT TRANSACTION;
