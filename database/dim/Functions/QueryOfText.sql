/*  dim.QueryOfText: the query whose page tells what a statement costs.
    @InstanceId   config.Instance
    @TextHash     dim.StatementText
    Result        one row, none where no query of that text, or of its signature, has been among the leaders:
                  QueryKey (query_hash as 16 hexadecimal digits). Of several the one of this very text, else
                  the one that led last  */
CREATE FUNCTION dim.QueryOfText
(
    @InstanceId int,
    @TextHash   binary(32)
)
RETURNS TABLE
AS
RETURN
(
    SELECT TOP (1) QueryKey = CONVERT(nvarchar(16), q.QueryHash, 2)
    FROM dim.StatementText AS t
    CROSS APPLY (VALUES (0, t.TextHash), (1, t.SignatureHash)) AS v (Place, TextHash)
    INNER JOIN dim.Query AS q ON q.TextHash = v.TextHash AND q.InstanceId = @InstanceId
    WHERE t.TextHash = @TextHash
    ORDER BY v.Place, q.LastTopAt DESC, q.QueryHash
);
