-- ops: how AxMonitor itself runs: schedule, leases, job runs, deployments.
CREATE SCHEMA ops AUTHORIZATION dbo;
