/*  lib.ResolveChains: finds head, depth and path of every node of a forest of "waits for" pointers.
    Works on the caller's temp table #Chain:
        GroupId bigint, SessionId int (together the key), ParentId int NULL (whom the session waits for; a
        node of the same group) and fills IsHead bit, IsCycle bit, RootId int, Depth int,
        LowestId int, Path nvarchar(400) NULL
    Every node points to its parent; each step lets it point to where its ancestor points, so that the
    distance doubles: a chain of depth 50 takes six statements, whatever the number of nodes. A cycle never
    reaches a head; when the distance exceeds the number of nodes, what is still on the way points into a
    cycle. The node with the lowest session id of the cycle then stands as its head (IsCycle).
    Path is NULL below depth 50.  */
CREATE PROCEDURE lib.ResolveChains
AS
SET NOCOUNT ON;

DECLARE @MaxPathDepth int = 50;
DECLARE @NodeCount int = (SELECT COUNT(*) FROM #Chain);
DECLARE @Pass int = 1;
DECLARE @Span int;
DECLARE @Moved int;

WHILE @Pass <= 2
BEGIN
    UPDATE #Chain
    SET IsHead = CASE WHEN ParentId IS NULL THEN 1 ELSE 0 END,
        RootId = COALESCE(ParentId, SessionId),
        Depth = CASE WHEN ParentId IS NULL THEN 0 ELSE 1 END,
        LowestId = SessionId,
        [Path] = CONCAT(N'/', SessionId);

    SET @Span = 1;
    SET @Moved = 1;

    WHILE @Moved > 0 AND @Span <= @NodeCount
    BEGIN
        UPDATE c
        SET RootId = a.RootId,
            Depth = c.Depth + a.Depth,
            LowestId = CASE WHEN a.LowestId < c.LowestId THEN a.LowestId ELSE c.LowestId END,
            [Path] = LEFT(a.[Path] + c.[Path], 400)
        FROM #Chain AS c
        INNER JOIN #Chain AS a ON a.GroupId = c.GroupId AND a.SessionId = c.RootId
        WHERE a.IsHead = 0;

        SET @Moved = @@ROWCOUNT;
        SET @Span = @Span * 2;
    END;

    IF @Moved = 0
        BREAK;

    -- What others still point to lies on a cycle; cut each cycle open at its lowest session id.
    UPDATE r
    SET ParentId = NULL,
        IsCycle = 1
    FROM #Chain AS r
    WHERE r.IsHead = 0
      AND r.LowestId = r.SessionId
      AND EXISTS (SELECT 1 FROM #Chain AS c WHERE c.GroupId = r.GroupId AND c.RootId = r.SessionId);

    SET @Pass = @Pass + 1;
END;

UPDATE #Chain
SET [Path] = CASE
        WHEN Depth = 0 THEN CONCAT(N'', SessionId)
        WHEN Depth <= @MaxPathDepth THEN CONCAT(RootId, [Path])
    END;
