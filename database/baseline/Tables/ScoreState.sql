/*  Up to which bucket of five minutes series were held against their records. One row, written by
    baseline.ScoreSeries.  */
CREATE TABLE baseline.ScoreState
(
    StateId  tinyint      NOT NULL,
    ScoredTo datetime2(3) NOT NULL,
    CONSTRAINT PK_ScoreState PRIMARY KEY CLUSTERED (StateId),
    CONSTRAINT CK_ScoreState_StateId CHECK (StateId = 1)
);
