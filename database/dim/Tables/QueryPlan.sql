/*  Showplan XML of statements that led or changed their plan, each once by query_hash and
    query_plan_hash, packed with COMPRESS.
    Some thousand rows of some KB. Two instances with the same hashes share the row: the shape is the same,
    the estimates in it are of the first one seen.  */
CREATE TABLE dim.QueryPlan
(
    QueryHash     binary(8)      NOT NULL,
    QueryPlanHash binary(8)      NOT NULL,
    PlanText      varbinary(max) NOT NULL,
    FirstSeenAt   datetime2(3)   NOT NULL,
    CONSTRAINT PK_QueryPlan PRIMARY KEY CLUSTERED (QueryHash, QueryPlanHash)
);
