using System.CommandLine;
using GvNap.Peer.Cli;
using GvNap.Peer.IndexClient;
using GvNap.Protocol.Messages;
using GvNap.Protocol.Naming;

namespace GvNap.Peer.Tests.Cli;

public sealed class PeerOptionsReaderTests
{
    private static readonly string Here = Path.GetFullPath(Path.Combine(Path.GetTempPath(), "here"));

    [Fact]
    public void Without_anything_the_defaults_hold()
    {
        var options = Read("");

        Assert.True(UserName.IsValid(options.Name));
        Assert.Equal((Here, false), (options.ShareFolder, options.ShareAll));
        Assert.Equal(Here, options.Downloads);
        Assert.Equal((6699, true), (options.Port, options.PortIsPreference));
        Assert.Empty(options.Index);
        Assert.Empty(options.Advertised);
        Assert.Equal(new PeerLimits(), options.Limits);
        Assert.EndsWith(Path.Combine("gvnap", UserName.Fold(options.Name)), options.StateFolder, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_say_it_all()
    {
        var options = Read(
            "--name Alice --share shared --downloads in --port 7000 --advertise example.net --advertise [::1]:7001 --index one,two:17 --state keep --limit upload-slots=3 --limit stall-timeout=9s --leave-with-server");

        Assert.Equal("Alice", options.Name);
        Assert.Equal((Path.Combine(Here, "shared"), true), (options.ShareFolder, options.ShareAll));
        Assert.Equal(Path.Combine(Here, "in"), options.Downloads);
        Assert.Equal((7000, false), (options.Port, options.PortIsPreference));
        Assert.Equal([new Endpoint { Host = "example.net" }, new Endpoint { Host = "::1", Port = 7001 }], options.Advertised);
        Assert.Equal([new IndexAddress("one", 1699), new IndexAddress("two", 17)], options.Index);
        Assert.Equal(Path.Combine(Here, "keep"), options.StateFolder);
        Assert.Equal(new PeerLimits { UploadSlots = 3, StallTimeout = TimeSpan.FromSeconds(9) }, options.Limits);
        Assert.True(options.LeaveWithServer);
    }

    [Fact]
    public void The_environment_says_the_same_and_options_win()
    {
        var environment = new Dictionary<string, string>
        {
            ["GVNAP_NAME"] = "bob",
            ["GVNAP_SHARE"] = "shared",
            ["GVNAP_PORT"] = "0",
            ["GVNAP_ADVERTISE"] = "a:1, b",
            ["GVNAP_INDEX"] = "one",
            ["GVNAP_LIMIT"] = "results=5,connections=6",
            ["GVNAP_LEAVE_WITH_SERVER"] = "true",
            ["GVNAP_DOWNLOADS"] = "",
        };

        var options = Read("--name alice", environment);

        Assert.Equal("alice", options.Name);
        Assert.True(options.ShareAll);
        Assert.Equal((0, false), (options.Port, options.PortIsPreference));
        Assert.Equal([new Endpoint { Host = "a", Port = 1 }, new Endpoint { Host = "b" }], options.Advertised);
        Assert.Equal([new IndexAddress("one", 1699)], options.Index);
        Assert.Equal(new PeerLimits { Results = 5, Connections = 6 }, options.Limits);
        Assert.True(options.LeaveWithServer);
        Assert.Equal(Here, options.Downloads);
    }

    [Theory]
    [InlineData("--name no/slash", "no/slash")]
    [InlineData("--name 123456789012345678901234567890123", "123456789012345678901234567890123")]
    [InlineData("--port 65536", "65536")]
    [InlineData("--port -1", "-1")]
    [InlineData("--port +1", "+1")]
    [InlineData("--index host:0", "host:0")]
    [InlineData("--index ,", ",")]
    [InlineData("--advertise host:port", "host:port")]
    [InlineData("--advertise a --advertise b --advertise c --advertise d", "--advertise")]
    [InlineData("--limit x=1", "x")]
    public void What_makes_no_sense_is_refused_with_its_value(string arguments, string named)
    {
        var wrong = Assert.Throws<UsageException>(() => Read(arguments));

        Assert.Contains(named, wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', wrong.Message);
    }

    [Fact]
    public void A_wrong_variable_is_named()
    {
        var wrong = Assert.Throws<UsageException>(() => Read("", new() { ["GVNAP_LEAVE_WITH_SERVER"] = "perhaps" }));

        Assert.Contains("GVNAP_LEAVE_WITH_SERVER", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("perhaps", wrong.Message, StringComparison.Ordinal);
    }

    private static PeerOptions Read(string arguments, Dictionary<string, string>? environment = null)
    {
        var options = new GlobalOptions();
        var root = new RootCommand();
        foreach (var option in options.All)
        {
            root.Options.Add(option);
        }

        var parsed = root.Parse(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Empty(parsed.Errors);
        return PeerOptionsReader.Read(options, new Settings(parsed, name => environment?.GetValueOrDefault(name)), Here);
    }
}
