// What SQL Server 2016's documentation knows and the engine does not have: refused by name, where other names
// are said not to exist (208, 2812, 195).
namespace AxMonitor.Engine.SystemViews;

/// <summary>Names of documented system objects, one list per kind.</summary>
public static class DocumentedObjects
{
    private static readonly HashSet<string> Views = Set(
        """
        all_columns all_objects all_parameters all_sql_modules all_views allocation_units assemblies assembly_files assembly_modules
        assembly_references assembly_types asymmetric_keys availability_databases_cluster availability_group_listener_ip_addresses
        availability_group_listeners availability_groups availability_groups_cluster availability_read_only_routing_lists
        availability_replicas backup_devices certificates change_tracking_databases change_tracking_tables check_constraints
        column_encryption_key_values column_encryption_keys column_master_keys column_store_dictionaries column_store_row_groups
        column_store_segments column_type_usages column_xml_schema_collection_usages columns computed_columns configurations
        conversation_endpoints conversation_groups conversation_priorities credentials crypt_properties cryptographic_providers
        data_spaces database_audit_specification_details database_audit_specifications database_automatic_tuning_mode
        database_credentials database_event_session_actions database_files database_filestream_options database_mirroring
        database_mirroring_endpoints database_mirroring_witnesses database_permissions database_principals database_query_store_options
        database_recovery_status database_role_members database_scoped_configurations database_scoped_credentials databases
        default_constraints destination_data_spaces dm_audit_actions dm_audit_class_type_map dm_broker_activated_tasks
        dm_broker_connections dm_broker_forwarded_messages dm_broker_queue_monitors dm_cdc_errors dm_cdc_log_scan_sessions
        dm_clr_appdomains dm_clr_loaded_assemblies dm_clr_properties dm_clr_tasks dm_column_store_object_pool
        dm_cryptographic_provider_properties dm_database_encryption_keys dm_db_column_store_row_group_physical_stats
        dm_db_file_space_usage dm_db_fts_index_physical_stats dm_db_index_usage_stats dm_db_log_space_usage dm_db_mirroring_auto_page_repair
        dm_db_mirroring_connections dm_db_mirroring_past_actions dm_db_missing_index_details dm_db_missing_index_group_stats
        dm_db_missing_index_groups dm_db_partition_stats dm_db_persisted_sku_features dm_db_rda_migration_status dm_db_rda_schema_update_status
        dm_db_script_level dm_db_session_space_usage dm_db_task_space_usage dm_db_uncontained_entities dm_db_xtp_checkpoint_files
        dm_db_xtp_checkpoint_stats dm_db_xtp_gc_cycle_stats dm_db_xtp_hash_index_stats dm_db_xtp_index_stats dm_db_xtp_memory_consumers
        dm_db_xtp_merge_requests dm_db_xtp_nonclustered_index_stats dm_db_xtp_object_stats dm_db_xtp_table_memory_stats
        dm_db_xtp_transactions dm_exec_background_job_queue dm_exec_background_job_queue_stats dm_exec_cached_plans dm_exec_compute_node_errors
        dm_exec_compute_node_status dm_exec_compute_nodes dm_exec_connections dm_exec_distributed_request_steps dm_exec_distributed_requests
        dm_exec_distributed_sql_requests dm_exec_dms_services dm_exec_dms_workers dm_exec_external_operations dm_exec_external_work
        dm_exec_function_stats dm_exec_procedure_stats dm_exec_query_memory_grants dm_exec_query_optimizer_info
        dm_exec_query_optimizer_memory_gateways dm_exec_query_parallel_workers dm_exec_query_profiles dm_exec_query_resource_semaphores
        dm_exec_query_stats dm_exec_query_transformation_stats dm_exec_requests dm_exec_session_wait_stats dm_exec_sessions
        dm_exec_trigger_stats dm_exec_valid_use_hints dm_external_script_execution_stats dm_external_script_requests dm_filestream_file_io_handles
        dm_filestream_file_io_requests dm_filestream_non_transacted_handles dm_fts_active_catalogs dm_fts_fdhosts dm_fts_index_population
        dm_fts_memory_buffers dm_fts_memory_pools dm_fts_outstanding_batches dm_fts_population_ranges dm_fts_semantic_similarity_population
        dm_hadr_auto_page_repair dm_hadr_automatic_seeding dm_hadr_availability_group_states dm_hadr_availability_replica_cluster_nodes
        dm_hadr_availability_replica_cluster_states dm_hadr_availability_replica_states dm_hadr_cluster dm_hadr_cluster_members
        dm_hadr_cluster_networks dm_hadr_database_replica_cluster_states dm_hadr_database_replica_states dm_hadr_instance_node_map
        dm_hadr_name_id_map dm_hadr_physical_seeding_stats dm_io_backup_tapes dm_io_cluster_shared_drives dm_io_cluster_valid_path_names
        dm_io_pending_io_requests dm_logpool_hashentries dm_logpool_stats dm_os_buffer_descriptors dm_os_buffer_pool_extension_configuration
        dm_os_child_instances dm_os_cluster_nodes dm_os_cluster_properties dm_os_dispatcher_pools dm_os_dispatchers dm_os_hosts
        dm_os_latch_stats dm_os_loaded_modules dm_os_memory_allocations dm_os_memory_broker_clerks dm_os_memory_brokers
        dm_os_memory_cache_clock_hands dm_os_memory_cache_counters dm_os_memory_cache_entries dm_os_memory_cache_hash_tables
        dm_os_memory_clerks dm_os_memory_node_access_stats dm_os_memory_nodes dm_os_memory_objects dm_os_memory_pools dm_os_nodes
        dm_os_performance_counters dm_os_process_memory dm_os_ring_buffers dm_os_schedulers dm_os_server_diagnostics_log_configurations
        dm_os_spinlock_stats dm_os_stacks dm_os_sublatches dm_os_sys_info dm_os_sys_memory dm_os_tasks dm_os_threads
        dm_os_virtual_address_dump dm_os_wait_stats dm_os_waiting_tasks dm_os_windows_info dm_os_worker_local_storage dm_os_workers
        dm_qn_subscriptions dm_repl_articles dm_repl_schemas dm_repl_tranhash dm_repl_traninfo dm_resource_governor_configuration
        dm_resource_governor_external_resource_pool_affinity dm_resource_governor_external_resource_pools
        dm_resource_governor_resource_pool_affinity dm_resource_governor_resource_pool_volumes dm_resource_governor_resource_pools
        dm_resource_governor_workload_groups dm_server_audit_status dm_server_memory_dumps dm_server_registry dm_server_services
        dm_tcp_listener_states dm_tran_active_snapshot_database_transactions dm_tran_active_transactions dm_tran_commit_table
        dm_tran_current_snapshot dm_tran_current_transaction dm_tran_database_transactions dm_tran_global_recovery_transactions
        dm_tran_global_transactions dm_tran_global_transactions_enlistments dm_tran_global_transactions_log dm_tran_locks
        dm_tran_session_transactions dm_tran_top_version_generators dm_tran_transactions_snapshot dm_tran_version_store dm_xe_map_values
        dm_tran_version_store_space_usage dm_xe_object_columns dm_xe_objects dm_xe_packages dm_xe_session_event_actions dm_xe_session_events
        dm_xe_session_object_columns dm_xe_session_targets dm_xe_sessions dm_xtp_gc_queue_stats dm_xtp_gc_stats dm_xtp_system_memory_consumers
        dm_xtp_threads dm_xtp_transaction_recent_rows dm_xtp_transaction_stats endpoint_webmethods endpoints event_notification_event_types
        event_notifications events extended_procedures extended_properties external_data_sources external_file_formats
        external_language_files external_tables filegroups filetable_system_defined_objects filetables foreign_key_columns foreign_keys
        fulltext_catalogs fulltext_document_types fulltext_index_catalog_usages fulltext_index_columns fulltext_index_fragments
        fulltext_indexes fulltext_languages fulltext_semantic_language_statistics_database fulltext_semantic_languages fulltext_stoplists
        fulltext_stopwords fulltext_system_stopwords function_order_columns hash_indexes http_endpoints identity_columns index_columns
        index_resumable_operations indexes internal_partitions internal_tables key_constraints key_encryptions linked_logins login_token
        masked_columns master_files master_key_passwords memory_optimized_tables_internal_attributes message_type_xml_schema_collection_usages
        messages module_assembly_usages numbered_procedure_parameters numbered_procedures objects openkeys parameter_type_usages
        parameter_xml_schema_collection_usages parameters partition_functions partition_parameters partition_range_values
        partition_schemes partitions periods plan_guides procedures query_context_settings query_store_plan query_store_query
        query_store_query_text query_store_runtime_stats query_store_runtime_stats_interval registered_search_properties
        registered_search_property_lists remote_data_archive_databases remote_data_archive_tables remote_logins remote_service_bindings
        resource_governor_configuration resource_governor_external_resource_pools resource_governor_resource_pools
        resource_governor_workload_groups routes schemas securable_classes security_policies security_predicates selective_xml_index_namespaces
        selective_xml_index_paths sequences server_assembly_modules server_audit_specification_details server_audit_specifications
        server_audits server_event_notifications server_event_session_actions server_event_session_events server_event_session_fields
        server_event_session_targets server_event_sessions server_events server_file_audits server_permissions server_principal_credentials
        server_principals server_role_members server_sql_modules server_trigger_events server_triggers servers service_broker_endpoints
        service_contract_message_usages service_contract_usages service_contracts service_message_types service_queue_usages service_queues
        services soap_endpoints spatial_index_tessellations spatial_indexes spatial_reference_systems sql_dependencies
        sql_expression_dependencies sql_logins sql_modules stats stats_columns symmetric_keys synonyms sysaltfiles syscacheobjects syscharsets
        syscolumns syscomments sysconfigures sysconstraints syscurconfigs syscursorcolumns syscursorrefs syscursors syscursortables
        sysdatabases sysdepends sysdevices sysfilegroups sysfiles sysforeignkeys sysfulltextcatalogs sysindexes sysindexkeys syslanguages
        syslockinfo syslogins sysmembers sysmessages sysobjects sysoledbusers sysopentapes sysperfinfo syspermissions sysprocesses
        sysprotects sysreferences sysremotelogins syssegments sysservers systypes sysusers system_columns system_components_surface_area_configuration
        system_internals_allocation_units system_internals_partition_columns system_internals_partitions system_objects system_parameters
        system_sql_modules system_views table_types tables tcp_endpoints time_zone_info trace_categories trace_columns trace_event_bindings
        trace_events trace_subclass_values traces transmission_queue trigger_event_types trigger_events triggers trusted_assemblies
        type_assembly_usages types user_token via_endpoints views xml_indexes xml_schema_attributes xml_schema_collections
        xml_schema_component_placements xml_schema_components xml_schema_elements xml_schema_facets xml_schema_model_groups
        xml_schema_namespaces xml_schema_types xml_schema_wildcard_namespaces xml_schema_wildcards
        """
    );

    private static readonly HashSet<string> InformationSchema = Set(
        """
        CHECK_CONSTRAINTS COLUMN_DOMAIN_USAGE COLUMN_PRIVILEGES COLUMNS CONSTRAINT_COLUMN_USAGE CONSTRAINT_TABLE_USAGE DOMAIN_CONSTRAINTS DOMAINS
        KEY_COLUMN_USAGE PARAMETERS REFERENTIAL_CONSTRAINTS ROUTINE_COLUMNS ROUTINES SCHEMATA SEQUENCES TABLE_CONSTRAINTS TABLE_PRIVILEGES TABLES
        VIEW_COLUMN_USAGE VIEW_TABLE_USAGE VIEWS
        """
    );

    private static readonly HashSet<string> TableFunctions = Set(
        """
        dm_cryptographic_provider_algorithms dm_cryptographic_provider_keys dm_cryptographic_provider_sessions dm_db_database_page_allocations
        dm_db_incremental_stats_properties dm_db_index_operational_stats dm_db_index_physical_stats dm_db_log_info dm_db_log_stats
        dm_db_missing_index_columns dm_db_objects_disabled_on_compatibility_level_change dm_db_stats_histogram dm_db_stats_properties
        dm_db_stats_properties_internal dm_exec_cached_plan_dependent_objects dm_exec_cursors dm_exec_describe_first_result_set
        dm_exec_describe_first_result_set_for_object dm_exec_input_buffer dm_exec_plan_attributes dm_exec_query_plan dm_exec_query_statistics_xml
        dm_exec_sql_text dm_exec_text_query_plan dm_exec_xml_handles dm_fts_index_keywords dm_fts_index_keywords_by_document
        dm_fts_index_keywords_by_property dm_fts_index_keywords_position_by_document dm_fts_parser dm_io_virtual_file_stats dm_logconsumer_cachebufferrefs
        dm_logconsumer_privatecachebuffers dm_logpool_consumers dm_logpool_sharedcachebuffers dm_logpoolmgr_freepools dm_logpoolmgr_respoolsize
        dm_logpoolmgr_stats dm_os_enumerate_filesystem dm_os_file_exists dm_os_volume_stats dm_sql_referenced_entities dm_sql_referencing_entities
        fn_builtin_permissions fn_cdc_get_all_changes fn_cdc_get_net_changes fn_check_object_signatures fn_column_store_row_groups fn_dblog
        fn_dump_dblog fn_filelog fn_full_dblog fn_get_audit_file fn_get_sql fn_helpcollations fn_helpdatatypemap fn_listextendedproperty
        fn_my_permissions fn_repl_hash_binary fn_servershareddrives fn_sqlagent_jobs fn_sqlagent_jobsteps fn_stmt_sql_handle_from_sql_stmt
        fn_trace_geteventinfo fn_trace_getfilterinfo fn_trace_getinfo fn_trace_gettable fn_translate_permissions fn_validate_plan_guide
        fn_virtualfilestats fn_virtualservernodes fn_xe_file_target_read_file
        """
    );

    private static readonly HashSet<string> Procedures = Set(
        """
        sp_add_data_file_recover_suspect_db sp_add_log_file_recover_suspect_db sp_addextendedproc sp_addlinkedserver sp_addlinkedsrvlogin sp_addlogin
        sp_addmessage sp_addrole sp_addrolemember sp_addserver sp_addsrvrolemember sp_addtype sp_addumpdevice sp_adduser sp_altermessage
        sp_approlepassword sp_assemblies_rowset sp_attach_db sp_attach_single_file_db sp_audit_write sp_autostats sp_bindefault sp_bindrule
        sp_bindsession sp_catalogs sp_certify_removable sp_change_users_login sp_changedbowner sp_changeobjectowner sp_clean_db_file_free_space
        sp_clean_db_free_space sp_column_privileges sp_column_privileges_ex sp_columns sp_columns_ex sp_configure sp_control_plan_guide sp_create_plan_guide
        sp_create_removable sp_createstats sp_cursor sp_cursor_list sp_cursorclose sp_cursorexecute sp_cursorfetch sp_cursoropen sp_cursoroption
        sp_cursorprepare sp_cursorprepexec sp_cursorunprepare sp_cycle_errorlog sp_databases sp_datatype_info sp_dbcmptlevel sp_dbfixedrolepermission
        sp_delete_backuphistory sp_delete_http_namespace_reservation sp_denylogin sp_depends sp_describe_cursor sp_describe_cursor_columns
        sp_describe_cursor_tables sp_describe_first_result_set sp_describe_parameter_encryption sp_describe_undeclared_parameters sp_detach_db
        sp_dropdevice sp_dropextendedproc sp_droplinkedsrvlogin sp_droplogin sp_dropmessage sp_droprole sp_droprolemember sp_dropserver
        sp_dropsrvrolemember sp_droptype sp_dropuser sp_enum_oledb_providers sp_estimate_data_compression_savings sp_execute_external_script
        sp_filestream_force_garbage_collection sp_fkeys sp_flush_CT_internal_table_on_demand sp_flush_log sp_foreignkeys sp_fulltext_catalog
        sp_fulltext_column sp_fulltext_database sp_fulltext_service sp_fulltext_table sp_getapplock sp_getbindtoken sp_grantdbaccess sp_grantlogin
        sp_help sp_helpconstraint sp_helpdb sp_helpdbfixedrole sp_helpdevice sp_helpextendedproc sp_helpfile sp_helpfilegroup sp_helpindex
        sp_helplanguage sp_helplinkedsrvlogin sp_helplogins sp_helpntgroup sp_helpremotelogin sp_helprole sp_helprolemember sp_helprotect sp_helpserver
        sp_helpsort sp_helpsrvrole sp_helpsrvrolemember sp_helpstats sp_helptext sp_helptrigger sp_helpuser sp_indexes sp_indexoption sp_invalidate_textptr
        sp_linkedservers sp_lock sp_monitor sp_notify_operator sp_OACreate sp_OADestroy sp_OAGetErrorInfo sp_OAGetProperty sp_OAMethod sp_OASetProperty
        sp_OAStop sp_password sp_pkeys sp_primarykeys sp_processmail sp_procoption sp_query_store_flush_db sp_query_store_force_plan
        sp_query_store_remove_plan sp_query_store_remove_query sp_query_store_reset_exec_stats sp_query_store_unforce_plan sp_readerrorlog
        sp_recompile sp_refreshsqlmodule sp_refreshview sp_remoteoption sp_renamedb sp_resetstatus sp_revokedbaccess sp_revokelogin
        sp_sequence_get_range sp_server_diagnostics sp_server_info sp_serveroption sp_setapprole sp_settriggerorder sp_spaceused sp_special_columns
        sp_sproc_columns sp_statistics sp_stored_procedures sp_table_privileges sp_table_validation sp_tableoption sp_tables sp_tables_ex
        sp_testlinkedserver sp_trace_create sp_trace_generateevent sp_trace_getdata sp_trace_setevent sp_trace_setfilter sp_trace_setstatus
        sp_unbindefault sp_unbindrule sp_unsetapprole sp_updatestats sp_validatelogins sp_validname sp_who sp_who2 sp_xml_preparedocument
        sp_xml_removedocument sp_xp_cmdshell_proxy_account xp_cmdshell xp_create_subdir xp_delete_file xp_dirtree xp_enumgroups xp_fileexist xp_fixeddrives
        xp_grantlogin xp_instance_regread xp_instance_regwrite xp_logevent xp_loginconfig xp_logininfo xp_msver xp_readerrorlog xp_regread xp_regwrite
        xp_revokelogin xp_sprintf xp_sqlmaint xp_sscanf sp_add_alert sp_add_category sp_add_job sp_add_jobschedule sp_add_jobserver sp_add_jobstep
        sp_add_notification sp_add_operator sp_add_schedule sp_delete_job sp_delete_jobstep sp_help_job sp_help_jobactivity sp_help_jobhistory
        sp_columns_90 sp_columns_100 sp_datatype_info_90 sp_datatype_info_100 sp_special_columns_90 sp_special_columns_100 sp_sproc_columns_90
        sp_sproc_columns_100 sp_statistics_100 sp_procedure_params_rowset sp_procedure_params_managed sp_procedure_params_90_managed
        sp_procedure_params_100_managed sp_tables_rowset sp_columns_rowset sp_catalogs_rowset sp_schemata_rowset sp_indexes_rowset
        sp_primary_keys_rowset sp_foreign_keys_rowset sp_provider_types_rowset sp_provider_types_100_rowset sp_MSforeachtable sp_MSforeachdb
        sp_send_dbmail sp_start_job sp_stop_job sp_update_job sp_update_jobstep
        """
    );

    // Without backupset: who needs it makes it, and until then it is as absent as in an msdb that lost it.
    private static readonly HashSet<string> OfMsdb = Set(
        """
        backupfile backupfilegroup backupmediafamily backupmediaset logmarkhistory restorefile restorefilegroup restorehistory suspect_pages
        sysalerts syscategories sysdownloadlist sysjobactivity sysjobhistory sysjobs sysjobschedules sysjobservers sysjobsteps sysjobstepslogs
        sysmail_account sysmail_allitems sysmail_event_log sysmail_faileditems sysmail_profile sysmail_sentitems sysmail_unsentitems sysmaintplan_log
        sysmaintplan_logdetail sysmaintplan_plans sysmaintplan_subplans sysnotifications sysoperators sysproxies sysschedules syssessions
        syssubsystems systargetservergroupmembers systargetservergroups systargetservers systaskids
        """
    );

    private static readonly HashSet<string> Types = Set("geometry geography hierarchyid");

    /// <summary>True for views and functions in FROM that SQL Server 2016 has in a schema.</summary>
    public static bool HasSource(string? schema, string name, string database) =>
        schema?.ToUpperInvariant() switch
        {
            "SYS" => Views.Contains(name) || TableFunctions.Contains(name),
            "INFORMATION_SCHEMA" => InformationSchema.Contains(name),
            null or "DBO" => (name.StartsWith("sys", StringComparison.OrdinalIgnoreCase) && Views.Contains(name))
                || (name.StartsWith("fn_", StringComparison.OrdinalIgnoreCase) && TableFunctions.Contains(name))
                || (database.Equals("msdb", StringComparison.OrdinalIgnoreCase) && OfMsdb.Contains(name)),
            _ => false,
        };

    public static bool HasProcedure(string name) => Procedures.Contains(name);

    /// <summary>True for data types that are system types of the CLR.</summary>
    public static bool HasType(string name) => Types.Contains(name);

    /// <summary>Everything in FROM, with its schema.</summary>
    public static IEnumerable<string> Sources =>
        Views
            .Concat(TableFunctions)
            .Select(static n => "sys." + n)
            .Concat(InformationSchema.Select(static n => "INFORMATION_SCHEMA." + n))
            .Order(StringComparer.OrdinalIgnoreCase);

    public static IEnumerable<string> AllProcedures => Procedures.Order(StringComparer.OrdinalIgnoreCase);

    private static HashSet<string> Set(string names) =>
        new(
            names.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            StringComparer.OrdinalIgnoreCase
        );
}
