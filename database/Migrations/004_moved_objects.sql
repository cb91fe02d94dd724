-- Modules of release 1 that have other names now.
-- Way back: restore the backup taken before the deployment.
DROP FUNCTION IF EXISTS collect.AxConfidence;
DROP FUNCTION IF EXISTS collect.IsolationLevelName;
DROP FUNCTION IF EXISTS collect.MaskLiterals;
DROP FUNCTION IF EXISTS collect.NamedNumber;
DROP FUNCTION IF EXISTS collect.ParseBlockedProcessEvent;
DROP FUNCTION IF EXISTS collect.ParseContextInfo;
DROP FUNCTION IF EXISTS collect.ParseDeadlockEvent;
DROP FUNCTION IF EXISTS collect.ParseDeadlockFrames;
DROP FUNCTION IF EXISTS collect.ParseDeadlockHolders;
DROP FUNCTION IF EXISTS collect.ParseDeadlockProcesses;
DROP FUNCTION IF EXISTS collect.ParseDeadlockResources;
DROP FUNCTION IF EXISTS collect.ParseDeadlockVictims;
DROP FUNCTION IF EXISTS collect.ParseWaitResource;
DROP FUNCTION IF EXISTS collect.SplitIds;
DROP FUNCTION IF EXISTS collect.TrimText;
DROP FUNCTION IF EXISTS report.BatchStatusName;
DROP FUNCTION IF EXISTS report.DurationText;
DROP FUNCTION IF EXISTS report.HeadState;
DROP FUNCTION IF EXISTS report.PseudoBlockerName;
DROP FUNCTION IF EXISTS report.SessionLabel;
DROP PROCEDURE IF EXISTS collect.GetBookmark;
DROP PROCEDURE IF EXISTS collect.ResolveChains;
DROP PROCEDURE IF EXISTS collect.SignDeadlocks;
