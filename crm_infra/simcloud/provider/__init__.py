"""The provider servers: Terraform's plugin protocol 6 on one side, the cloud on the other.

``ProviderServer`` is the door. What a plan is belongs to ``engine``; what the cloud answers
belongs to ``cloud``. ``gen/`` holds stubs made from ``tfplugin6.proto`` by

    python -m grpc_tools.protoc \
        -Icrm_infra/simcloud/provider/gen=crm_infra/simcloud/provider \
        --python_out=. --pyi_out=. crm_infra/simcloud/provider/gen/tfplugin6.proto
"""
