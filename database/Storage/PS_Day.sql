-- Where facts lie: by day, all on one filegroup. A fact table is created ON PS_Day (its day column).
CREATE PARTITION SCHEME PS_Day AS PARTITION PF_Day ALL TO ([PRIMARY]);
