package io.shardgate.vschema.model;

/** The column that tells tenants apart in a keyspace, as an operator wrote it. */
public record MultiTenantDefinition(String tenantIdColumnName, String tenantIdColumnType) {}
