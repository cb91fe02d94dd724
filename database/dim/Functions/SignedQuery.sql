/*  dim.SignedQuery: the queries of an instance by text and signature, without the texts themselves.
    @InstanceId   config.Instance
    Result        one row a query whose text has been read: QueryHash, TextHash, SignatureHash, LastTopAt  */
CREATE FUNCTION dim.SignedQuery
(
    @InstanceId int
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        q.QueryHash,
        q.TextHash,
        t.SignatureHash,
        q.LastTopAt
    FROM dim.Query AS q
    INNER JOIN dim.StatementText AS t ON t.TextHash = q.TextHash
    WHERE q.InstanceId = @InstanceId
);
