SELECT name, system_type_id, user_type_id, max_length, precision, scale FROM sys.types WHERE is_user_defined = 0 ORDER BY user_type_id;
