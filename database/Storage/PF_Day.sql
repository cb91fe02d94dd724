-- Days of UTC. It is made without a boundary; ops.MaintainPartitions adds those of the days to come and takes
-- away those that every family has passed.
CREATE PARTITION FUNCTION PF_Day (datetime2(3)) AS RANGE RIGHT FOR VALUES ();
