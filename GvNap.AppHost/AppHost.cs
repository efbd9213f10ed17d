using GvNap.AppHost.Compose;
using GvNap.AppHost.Index;
using GvNap.AppHost.Peers;

var builder = DistributedApplication.CreateBuilder(args);
builder.AddDockerComposeEnvironment("compose").WithRestarts();

var redis = builder.AddRedis("redis").WithoutPersistence();
var index = builder.AddIndexServer("index").WithReplicas(2).WithReference(redis).WaitFor(redis);

builder.AddPeer("alice").WithIndex(index).WaitFor(index);
builder.AddPeer("bob").WithPrimeNumbers().WithIndex(index).WaitFor(index);
builder.AddPeer("carol").WithPrimeNumbers().WithIndex(index).WaitFor(index);

foreach (var name in builder.MorePeers())
{
    builder.AddPeer(name).WithPrimeNumbers().WithIndex(index).WaitFor(index);
}

builder.Build().Run();
