/*  report.CausePage: the page on which the cause of an alert shows.
    @RuleName, @TemplateName, @CulpritName   config.AlertRule
    @SubjectKind                             alert.Alert
    Result   one row: CausePage, the name of the report; CauseName, what people call it  */
CREATE FUNCTION report.CausePage
(
    @RuleName     nvarchar(128),
    @TemplateName nvarchar(64),
    @CulpritName  nvarchar(32),
    @SubjectKind  nvarchar(32)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        p.CausePage,
        CauseName = CASE p.CausePage
            WHEN N'BlockingChain' THEN N'blocking chain'
            WHEN N'BatchExecution' THEN N'batch execution'
            WHEN N'LongTransactions' THEN N'long transactions'
            WHEN N'PlanRegression' THEN N'plan regressions'
            WHEN N'TopStatements' THEN N'top statements'
            WHEN N'Files' THEN N'files and volumes'
            WHEN N'IndexAdvice' THEN N'index advice'
            WHEN N'SqlHealth' THEN N'SQL health'
            ELSE LOWER(p.CausePage)
        END
    FROM
    (
        SELECT CausePage = CASE
            WHEN @SubjectKind = N'BlockingIncident' THEN N'BlockingChain'
            WHEN @SubjectKind IN (N'Deadlock', N'BatchExecution', N'Leak') THEN @SubjectKind
            WHEN @SubjectKind = N'LongTransaction' OR @CulpritName = N'Transaction' THEN N'LongTransactions'
            WHEN @CulpritName IN (N'Aos', N'Sessions') OR @RuleName LIKE N'AX session%' OR @RuleName = N'AOS nearly full'
                THEN N'Sessions'
            WHEN @RuleName LIKE N'Batch%' THEN N'Batch'
            WHEN @RuleName = N'Plan regression' THEN N'PlanRegression'
            WHEN @CulpritName = N'Query' THEN N'TopStatements'
            WHEN @RuleName IN (N'Storage slow', N'Volume filling', N'Volume full soon', N'Log filling', N'Backup too old')
                THEN N'Files'
            WHEN @RuleName = N'Waits unusual' THEN N'Waits'
            WHEN @RuleName IN (N'Repository full soon', N'Purge behind', N'Purge waits') THEN N'Repository'
            WHEN @CulpritName IN (N'TempDb', N'AxTable') OR @RuleName IN (N'tempdb contention', N'Version store') THEN N'TempDb'
            WHEN @RuleName LIKE N'Memory%' THEN N'Memory'
            WHEN @RuleName = N'Statistics stale' THEN N'IndexAdvice'
            WHEN @TemplateName = N'collecting' OR @RuleName IN (N'Delivery', N'Rows set aside') THEN N'Administration'
            WHEN @RuleName LIKE N'Deadlock%' OR @TemplateName = N'blocking' THEN N'Blocking'
            ELSE N'SqlHealth'
        END
    ) AS p
);
