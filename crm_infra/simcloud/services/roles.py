"""Predefined roles of Google Cloud that simcloud knows, by service: data, and one question.

Complete for the services that the platform uses, and wide for the others. Add a role here when a
real one is refused; custom roles are resources and are looked up in ``iam``.
"""

from functools import cache
from typing import Final

BASIC: Final = ("roles/owner", "roles/editor", "roles/viewer", "roles/browser")
_ROLES: Final[dict[str, str]] = {
    "accesscontextmanager": (
        "gcpAccessAdmin gcpAccessReader policyAdmin policyEditor policyReader "
        "vpcScTroubleshooterViewer"
    ),
    "aiplatform": "admin user viewer serviceAgent customCodeServiceAgent",
    "apigateway": "admin viewer",
    "apigee": (
        "admin analyticsEditor analyticsViewer apiAdmin deployer developerAdmin readOnlyAdmin "
        "runtimeAgent serviceAgent"
    ),
    "apihub": "admin editor viewer",
    "apikeys": "admin viewer serviceAgentKeyAdmin",
    "appengine": (
        "appAdmin appCreator appViewer codeViewer debugger deployer memcacheDataAdmin serviceAdmin"
    ),
    "apphub": "admin editor viewer",
    "artifactregistry": (
        "admin containerRegistryMigrationAdmin createOnPushRepoAdmin createOnPushWriter "
        "reader repoAdmin serviceAgent writer"
    ),
    "autoscaling": "metricsWriter recommendationsReader sitesAdmin stateWriter",
    "backupdr": (
        "admin backupUser backupvaultAccessor backupvaultAdmin backupvaultLister "
        "backupvaultViewer cloudStorageOperator computeEngineBackupVaultAdmin "
        "computeEngineOperator mountUser restoreUser serviceAgent user userv2 viewer"
    ),
    "bigquery": (
        "admin connectionAdmin connectionUser dataEditor dataOwner dataViewer "
        "filteredDataViewer jobUser metadataViewer readSessionUser resourceAdmin "
        "resourceEditor resourceViewer routineAdmin routineDataEditor routineViewer "
        "securityAdmin studioAdmin studioUser user"
    ),
    "bigquerydatapolicy": "admin maskedReader viewer rawDataReader",
    "bigquerydatatransfer": "serviceAgent",
    "bigtable": "admin reader user viewer",
    "billing": (
        "admin carbonViewer costsManager creator projectCostsManager projectManager user viewer"
    ),
    "binaryauthorization": (
        "attestorsAdmin attestorsEditor attestorsVerifier attestorsViewer policyAdmin "
        "policyEditor policyEvaluator policyViewer serviceAgent"
    ),
    "certificatemanager": "editor owner viewer",
    "cloudasset": "owner viewer serviceAgent otherCloudConfigServiceAgent",
    "cloudbuild": (
        "builds.approver builds.builder builds.editor builds.viewer connectionAdmin "
        "connectionViewer integrationsEditor integrationsOwner integrationsViewer "
        "readTokenAccessor serviceAgent tokenAccessor workerPoolEditor workerPoolOwner "
        "workerPoolUser workerPoolViewer"
    ),
    "clouddeploy": (
        "admin approver customTargetTypeAdmin developer jobRunner operator policyAdmin "
        "policyOverrider releaser serviceAgent viewer"
    ),
    "cloudfunctions": "admin developer invoker serviceAgent viewer",
    "cloudkms": (
        "admin autokeyAdmin autokeyUser cryptoKeyDecapsulator cryptoKeyDecrypter "
        "cryptoKeyDecrypterViaDelegation cryptoKeyEncrypter cryptoKeyEncrypterDecrypter "
        "cryptoKeyEncrypterDecrypterViaDelegation cryptoKeyEncrypterViaDelegation "
        "cryptoOperator ekmConnectionsAdmin expertRawAesCbc expertRawAesCtr expertRawPKCS1 "
        "hsmSingleTenantExecutor hsmSingleTenantProposer hsmSingleTenantQuorumMember importer "
        "keyAccessJustificationsPolicyConfigAdmin orgServiceAgent protectedResourcesViewer "
        "publicKeyViewer serviceAgent signer signerVerifier verifier viewer"
    ),
    "cloudmigration": "inframanager storageaccess velostrataconnect",
    "cloudprivatecatalog": "consumer",
    "cloudprofiler": "agent user",
    "cloudquotas": "admin viewer",
    "cloudscheduler": "admin jobRunner serviceAgent viewer",
    "cloudsecurityscanner": "editor runner viewer",
    "cloudsql": "admin client editor instanceUser serviceAgent studioUser viewer schemaViewer",
    "cloudsupport": "admin techSupportEditor techSupportViewer viewer",
    "cloudtasks": "admin enqueuer queueAdmin serviceAgent taskDeleter taskRunner viewer",
    "cloudtrace": "admin agent user",
    "composer": (
        "admin environmentAndStorageObjectAdmin environmentAndStorageObjectUser "
        "environmentAndStorageObjectViewer serviceAgent sharedVpcAgent user worker "
        "ServiceAgentV2Ext"
    ),
    "compute": (
        "admin imageUser instanceAdmin instanceAdmin.v1 instanceGroupManagerServiceAgent "
        "loadBalancerAdmin loadBalancerServiceUser networkAdmin networkUser networkViewer "
        "orgFirewallPolicyAdmin orgFirewallPolicyUser orgSecurityPolicyAdmin "
        "orgSecurityPolicyUser orgSecurityResourceAdmin osAdminLogin osLogin "
        "osLoginExternalUser packetMirroringAdmin packetMirroringUser publicIpAdmin "
        "securityAdmin serviceAgent soleTenantViewer storageAdmin viewer "
        "vmExtensionPolicyAdmin xpnAdmin futureReservationAdmin futureReservationUser "
        "futureReservationViewer"
    ),
    "connectgateway": "admin editor reader viewer",
    "container": (
        "admin clusterAdmin clusterViewer cloudKmsKeyUser defaultNodeServiceAccount developer "
        "hostServiceAgentUser nodeServiceAccount nodeServiceAgent serviceAgent viewer "
        "defaultNodeServiceAgent"
    ),
    "containeranalysis": (
        "admin notes.attacher notes.editor notes.occurrences.viewer notes.viewer "
        "occurrences.editor occurrences.viewer ServiceAgent"
    ),
    "containerregistry": "ServiceAgent",
    "containersecurity": "viewer",
    "containerthreatdetection": "serviceAgent",
    "datacatalog": (
        "admin categoryAdmin categoryFineGrainedReader entryGroupCreator entryGroupOwner "
        "entryOwner entryViewer searchAdmin tagEditor tagTemplateCreator tagTemplateOwner "
        "tagTemplateUser tagTemplateViewer viewer"
    ),
    "dataflow": "admin developer serviceAgent viewer worker",
    "dataform": "admin editor serviceAgent viewer codeCreator codeEditor codeOwner codeViewer",
    "dataplex": (
        "admin dataOwner dataReader dataWriter developer editor metadataReader metadataWriter "
        "securityAdmin serviceAgent storageDataOwner storageDataReader storageDataWriter "
        "viewer catalogAdmin catalogEditor catalogViewer"
    ),
    "dataproc": (
        "admin editor hubAgent serviceAgent viewer worker serverlessEditor serverlessViewer "
        "serverlessNode"
    ),
    "datastore": (
        "backupSchedulesAdmin backupSchedulesViewer backupsAdmin backupsViewer bulkAdmin "
        "cloneAdmin importExportAdmin indexAdmin keyVisualizerViewer owner restoreAdmin "
        "statisticsViewer user viewer"
    ),
    "datastream": "admin serviceAgent viewer",
    "deploymentmanager": "editor typeEditor typeViewer viewer",
    "dlp": (
        "admin user reader serviceAgent inspectTemplatesEditor inspectTemplatesReader "
        "jobsEditor jobsReader"
    ),
    "dns": "admin peer reader serviceAgent",
    "edgecontainer": "admin machineUser viewer",
    "endpoints": "portalAdmin",
    "errorreporting": "admin user viewer writer",
    "essentialcontacts": "admin viewer",
    "eventarc": (
        "admin connectionPublisher developer eventReceiver messageBusAdmin messageBusUser "
        "multiServicePublisher publisher serviceAgent viewer"
    ),
    "firebase": (
        "admin analyticsAdmin analyticsViewer developAdmin developViewer growthAdmin "
        "growthViewer managementServiceAgent qualityAdmin qualityViewer sdkAdminServiceAgent "
        "viewer"
    ),
    "firebaserules": "admin system viewer firestoreServiceAgent",
    "file": "editor viewer serviceAgent",
    "firestore": "serviceAgent",
    "gkebackup": (
        "admin backupAdmin delegatedBackupAdmin delegatedRestoreAdmin restoreAdmin "
        "serviceAgent viewer"
    ),
    "gkehub": (
        "admin connect crossProjectServiceAgent editor gatewayAdmin gatewayEditor "
        "gatewayReader gatewayViewer scopeAdmin scopeEditor scopeEditorProjectLevel "
        "scopeViewer scopeViewerProjectLevel serviceAgent viewer"
    ),
    "iam": (
        "denyAdmin denyReviewer oauthClientAdmin oauthClientViewer operationViewer "
        "organizationRoleAdmin organizationRoleViewer principalAccessBoundaryAdmin "
        "principalAccessBoundaryUser principalAccessBoundaryViewer roleAdmin roleViewer "
        "securityAdmin securityReviewer serviceAccountAdmin serviceAccountApiKeyBindingAdmin "
        "serviceAccountCreator serviceAccountDeleter serviceAccountKeyAdmin "
        "serviceAccountOpenIdTokenCreator serviceAccountTokenCreator serviceAccountUser "
        "serviceAccountViewer workforcePoolAdmin workforcePoolEditor workforcePoolViewer "
        "workloadIdentityPoolAdmin workloadIdentityPoolViewer workloadIdentityUser"
    ),
    "iap": (
        "admin httpsResourceAccessor remediatorUser settingsAdmin tunnelDestGroupEditor "
        "tunnelDestGroupViewer tunnelResourceAccessor"
    ),
    "identityplatform": "admin viewer",
    "identitytoolkit": "admin viewer",
    "ids": "admin viewer",
    "integrations": "integrationAdmin integrationInvoker serviceAgent",
    "logging": (
        "admin bucketWriter configWriter fieldAccessor linkViewer logWriter privateLogViewer "
        "serviceAgent sqlAlertWriter viewAccessor viewer"
    ),
    "looker": "admin instanceUser serviceAgent viewer",
    "managedidentities": "admin domainAdmin viewer",
    "memcache": "admin editor serviceAgent viewer",
    "memorystore": "admin dbConnectionUser serviceAgent viewer",
    "meshconfig": "admin serviceAgent viewer",
    "monitoring": (
        "admin alertPolicyEditor alertPolicyViewer alertViewer cloudConsoleIncidentEditor "
        "cloudConsoleIncidentViewer dashboardEditor dashboardViewer editor metricWriter "
        "metricsScopesAdmin metricsScopesViewer notificationChannelEditor "
        "notificationChannelViewer notificationServiceAgent servicesEditor servicesViewer "
        "snoozeEditor snoozeViewer uptimeCheckConfigEditor uptimeCheckConfigViewer viewer"
    ),
    "multiclusteringress": "serviceAgent",
    "multiclusterservicediscovery": "serviceAgent",
    "networkconnectivity": (
        "consumerNetworkAdmin groupUser hubAdmin hubViewer policyBasedRouteAdmin "
        "regionalEndpointAdmin serviceAgent serviceClassUser serviceProducerAdmin spokeAdmin"
    ),
    "networkmanagement": "admin serviceAgent viewer",
    "networksecurity": "admin viewer",
    "networkservices": "admin viewer serviceExtensionsAdmin",
    "notebooks": "admin legacyAdmin legacyViewer runner serviceAgent viewer",
    "ondemandscanning": "admin",
    "orgpolicy": "policyAdmin policyViewer",
    "osconfig": (
        "guestPolicyAdmin instanceOSPoliciesComplianceViewer inventoryViewer "
        "osPolicyAssignmentAdmin osPolicyAssignmentEditor osPolicyAssignmentViewer "
        "patchDeploymentAdmin patchJobExecutor projectFeatureSettingsEditor serviceAgent "
        "upgradeReportViewer viewer vulnerabilityReportViewer"
    ),
    "parametermanager": (
        "admin parameterAccessor parameterVersionAdder parameterVersionManager parameterViewer"
    ),
    "policysimulator": "admin orgPolicyAdmin",
    "privateca": (
        "admin auditor caManager certificateManager certificateRequester poolReader "
        "templateUser workloadCertificateRequester"
    ),
    "privilegedaccessmanager": (
        "admin folderServiceAgent organizationServiceAgent projectServiceAgent serviceAgent viewer"
    ),
    "pubsub": "admin editor publisher serviceAgent subscriber viewer",
    "pubsublite": "admin editor publisher subscriber viewer",
    "recaptchaenterprise": "admin agent viewer",
    "recommender": (
        "computeAdmin computeViewer exporter firewallAdmin firewallViewer iamAdmin iamViewer "
        "projectCudAdmin projectCudViewer productSuggestionAdmin viewer"
    ),
    "redis": "admin dbConnectionUser editor serviceAgent viewer",
    "redisenterprisecloud": "admin viewer",
    "resourcemanager": (
        "folderAdmin folderCreator folderEditor folderIamAdmin folderMover folderViewer "
        "lienModifier organizationAdmin organizationViewer projectCreator projectDeleter "
        "projectIamAdmin projectMover tagAdmin tagHoldAdmin tagUser tagViewer"
    ),
    "run": (
        "admin builder developer invoker jobsExecutor jobsExecutorWithOverrides serviceAgent "
        "servicesInvoker sourceDeveloper sourceViewer viewer"
    ),
    "secretmanager": "admin secretAccessor secretVersionAdder secretVersionManager viewer",
    "securitycenter": (
        "admin adminEditor adminViewer assetSecurityMarksWriter findingSecurityMarksWriter "
        "findingsEditor findingsMuteSetter findingsStateSetter findingsViewer "
        "findingsWorkflowStateSetter muteConfigsEditor muteConfigsViewer "
        "notificationConfigEditor notificationConfigViewer notificationServiceAgent "
        "serviceAgent settingsAdmin settingsEditor settingsViewer sourcesAdmin sourcesEditor "
        "sourcesViewer controlServiceAgent"
    ),
    "securityposture": "admin postureDeployer postureEditor postureViewer viewer",
    "servicebroker": "admin operator",
    "serviceconsumermanagement": "tenancyUnitsAdmin tenancyUnitsViewer",
    "servicedirectory": "admin editor networkAttacher pscAuthorizedService serviceAgent viewer",
    "servicemanagement": (
        "admin configEditor quotaAdmin quotaViewer reporter serviceConsumer serviceController"
    ),
    "servicenetworking": "networksAdmin serviceAgent",
    "serviceusage": (
        "apiKeysAdmin apiKeysViewer serviceUsageAdmin serviceUsageConsumer serviceUsageViewer"
    ),
    "source": "admin reader writer",
    "spanner": (
        "admin backupAdmin backupWriter databaseAdmin databaseReader "
        "databaseReaderWithDataBoost databaseRoleUser databaseUser fineGrainedAccessUser "
        "restoreAdmin serviceAgent viewer"
    ),
    "stackdriver": (
        "accounts.editor accounts.viewer resourceMaintenanceWindow.editor "
        "resourceMaintenanceWindow.viewer resourceMetadata.writer"
    ),
    "storage": (
        "admin bucketViewer expressModeServiceInput expressModeServiceOutput "
        "expressModeUserAccess folderAdmin hmacKeyAdmin insightsCollectorService "
        "legacyBucketOwner legacyBucketReader legacyBucketWriter legacyObjectOwner "
        "legacyObjectReader objectAdmin objectCreator objectUser objectViewer"
    ),
    "storagetransfer": "admin serviceAgent transferAgent user viewer",
    "telcoautomation": "admin editor viewer",
    "telemetry": "logsWriter metricsWriter tracesWriter writer",
    "tpu": "admin viewer serviceAgent",
    "trafficdirector": "client",
    "vmmigration": "admin viewer serviceAgent",
    "vpcaccess": "admin serviceAgent user viewer",
    "websecurityscanner": "serviceAgent",
    "workflows": "admin editor invoker serviceAgent viewer",
    "workloadmanager": "admin evaluationAdmin evaluationViewer serviceAgent viewer worker",
    "workstations": (
        "admin networkAdmin operationViewer policyAdmin user workstationCreator serviceAgent"
    ),
}


@cache
def predefined() -> frozenset[str]:
    """Every predefined role that simcloud knows."""
    own = {f"roles/{api}.{name}" for api, names in _ROLES.items() for name in names.split()}
    return frozenset(own | set(BASIC))


def is_basic(role: str) -> bool:
    """Whether it is one of the roles that only a whole project has."""
    return role in BASIC
