/*  What the values of a metric belong to: an AOS, a batch class, a file, a wait category … The empty text is
    the key of metrics without keys.
    Some thousand rows; a key no value refers to any more may go.  */
CREATE TABLE dim.MetricKey
(
    KeyId   int           NOT NULL IDENTITY (1, 1),
    KeyText nvarchar(256) NOT NULL,
    CONSTRAINT PK_MetricKey PRIMARY KEY CLUSTERED (KeyId),
    CONSTRAINT UQ_MetricKey_KeyText UNIQUE (KeyText)
);
