-- The collector NumberSequences (how far AX's number sequences are used up): its metric and the retention of
-- its table.
EXEC config.DefineMetric N'numseq.used_percent', N'NumberSequences', N'percent', N'none', N'number sequence',
    N'Used share of a number sequence, by its highest number and the digits of its format. Of those that are half used up and more.';
EXEC config.DefineFactTable N'fact.NumberSequence', N'Metrics', N'CapturedAt';
