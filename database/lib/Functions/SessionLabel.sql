/*  lib.SessionLabel: one session in a few words: '62 · AX user ALICE · AOS01', '70 · batch task
    SalesFormLetter_Invoice · Posting · AOS03', '-2 · orphaned distributed transaction'; and who it is in one
    or two: 'ALICE', 'SalesFormLetter_Invoice', 'session 62'.
    @BatchTask      the task that runs in the session, which is then who it is: all tasks of an AX server may
                    have the same user; NULL where none is known
    @AxConfidence   a historical AX user is shown with a question mark
    @IsMissing      1 when the session was only named as a blocker
    Result          one row: SessionLabel, WhoText  */
CREATE FUNCTION lib.SessionLabel
(
    @SessionId    int,
    @AxUser       nvarchar(128),
    @AxConfidence nvarchar(16),
    @BatchTask    nvarchar(300),
    @ProgramName  nvarchar(128),
    @HostName     nvarchar(128),
    @IsMissing    bit
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        SessionLabel = CAST(LEFT(CASE
            WHEN @SessionId < 0 THEN CONCAT(@SessionId, N' · ', n.Name)
            WHEN @IsMissing = 1 THEN CONCAT(@SessionId, N' · not in the snapshot')
            ELSE CONCAT(
                @SessionId,
                CASE
                    WHEN o.IsOwn = 1 THEN N' · AxMonitor itself'
                    WHEN @BatchTask IS NOT NULL THEN N' · batch task ' + @BatchTask
                    WHEN @AxUser IS NOT NULL THEN N' · AX user ' + u.UserText
                    ELSE N' · ' + NULLIF(@ProgramName, N'')
                END,
                N' · ' + NULLIF(@HostName, N''))
        END, 256) AS nvarchar(256)),
        WhoText = CAST(LEFT(CASE
            WHEN @SessionId < 0 THEN n.Name
            WHEN @IsMissing = 1 THEN CONCAT(N'session ', @SessionId)
            WHEN o.IsOwn = 1 THEN N'AxMonitor itself'
            WHEN @BatchTask IS NOT NULL THEN LEFT(@BatchTask, CHARINDEX(N' · ', @BatchTask + N' · ') - 1)
            WHEN @AxUser IS NOT NULL THEN u.UserText
            WHEN @ProgramName <> N'' AND @ProgramName NOT LIKE N'%Dynamics AX%' THEN @ProgramName
            ELSE CONCAT(N'session ', @SessionId, N' on ' + NULLIF(@HostName, N''))
        END, 64) AS nvarchar(64))
    FROM lib.PseudoBlockerName(@SessionId) AS n
    CROSS JOIN lib.OwnProgram(@ProgramName) AS o
    CROSS JOIN
    (
        SELECT UserText = CONCAT(
            @AxUser, CASE WHEN @AxConfidence IN (N'historical', N'doubtful') THEN N' (?)' END)
    ) AS u
);
