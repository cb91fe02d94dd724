/*  lib.SessionLabel: one session in a few words: '62 · AX user ALICE · AOS01', '-2 ·
    orphaned distributed transaction'.
    @AxConfidence   a historical AX user is shown with a question mark
    @IsMissing      1 when the session was only named as a blocker
    Result          one row: SessionLabel  */
CREATE FUNCTION lib.SessionLabel
(
    @SessionId    int,
    @AxUser       nvarchar(128),
    @AxConfidence nvarchar(16),
    @ProgramName  nvarchar(128),
    @HostName     nvarchar(128),
    @IsMissing    bit
)
RETURNS TABLE
AS
RETURN
(
    SELECT SessionLabel = CAST(LEFT(CASE
        WHEN @SessionId < 0 THEN CONCAT(@SessionId, N' · ', n.Name)
        WHEN @IsMissing = 1 THEN CONCAT(@SessionId, N' · not in the snapshot')
        ELSE CONCAT(
            @SessionId,
            CASE WHEN @AxUser IS NULL THEN N' · ' + NULLIF(@ProgramName, N'')
                 ELSE CONCAT(
                     N' · AX user ', @AxUser, CASE WHEN @AxConfidence IN (N'historical', N'doubtful') THEN N' (?)' END) END,
            N' · ' + NULLIF(@HostName, N''))
    END, 256) AS nvarchar(256))
    FROM lib.PseudoBlockerName(@SessionId) AS n
);
