/*  alert.StoryKey: which alerts of a rule and instance tell one story, and so are reported together.
    @RuleKind     of config.AlertRule
    @AlertKey     of alert.Alert
    @ObjectName   what the incident is about, where the alert is about an incident of blocking
    Result        one row: StoryKey
                  Absence   all collectors of the instance: what keeps one from working keeps others
                  Event     one object: heads that follow each other on it are a convoy, not as many troubles
                  else      the alert by itself  */
CREATE FUNCTION alert.StoryKey
(
    @RuleKind   nvarchar(16),
    @AlertKey   nvarchar(256),
    @ObjectName nvarchar(512)
)
RETURNS TABLE
AS
RETURN
(
    SELECT StoryKey = CAST(CASE
        WHEN @RuleKind = N'Absence' THEN N'instance'
        WHEN @RuleKind = N'Event' AND @ObjectName <> N'' THEN N'object/' + @ObjectName
        ELSE N'key/' + @AlertKey
    END AS nvarchar(600))
);
