-- Records of the CRM.
CREATE TABLE crm_placeholder (id BIGINT);
