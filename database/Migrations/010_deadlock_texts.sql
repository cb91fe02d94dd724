-- A deadlock knows the text it was read from, and its processes the frame that tells their statement, which
-- was the innermost one.
-- Way back: restore the backup taken before the deployment.
ALTER TABLE fact.Deadlock ADD EventHash binary(32) NULL;
ALTER TABLE fact.DeadlockProcess ADD FrameNumber int NULL;
GO
UPDATE p
SET FrameNumber = 1
FROM fact.DeadlockProcess AS p
WHERE EXISTS
      (
          SELECT 1
          FROM fact.DeadlockFrame AS f
          WHERE f.DeadlockId = p.DeadlockId
            AND f.ProcessNumber = p.ProcessNumber
            AND f.FrameNumber = 1
      );
