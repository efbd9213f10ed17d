using System.CommandLine;
using System.Net;
using GvNap.Index.Admin;

namespace GvNap.Index.Tests.Admin;

public sealed class LaunchOptionsTests
{
    private readonly Dictionary<string, string> _environment = [];

    [Fact]
    public void Nothing_given_means_the_defaults_of_the_design()
    {
        var options = Read();

        Assert.Equal((IPAddress.Any, 1699, null, TimeSpan.FromSeconds(15)), (options.ListenAddress, options.Port, options.Redis, options.Lease));
        Assert.Equal(new IndexLimits(), options.Limits);
        Assert.Equal("", options.HealthUrls);
    }

    [Fact]
    public void Command_line_sets_everything()
    {
        var options = Read("--port", "0", "--listen", "::1", "--redis", "localhost:6379", "--lease", "500ms", "--limit", "files-per-peer=3", "--limit", "hello-timeout=2s");

        Assert.Equal((IPAddress.IPv6Loopback, 0, "localhost:6379", TimeSpan.FromMilliseconds(500)), (options.ListenAddress, options.Port, options.Redis, options.Lease));
        Assert.Equal(new IndexLimits { FilesPerPeer = 3, HelloTimeout = TimeSpan.FromSeconds(2) }, options.Limits);
    }

    [Fact]
    public void Environment_sets_everything_and_the_command_line_wins()
    {
        _environment["GVNAP_PORT"] = "7000";
        _environment["GVNAP_LISTEN"] = "127.0.0.1";
        _environment["GVNAP_REDIS"] = "store:1";
        _environment["GVNAP_LEASE"] = "3s";
        _environment["GVNAP_LIMIT"] = "files-per-peer=3,page-size=5";
        _environment["ASPNETCORE_URLS"] = "http://localhost:8080";

        var options = Read("--port", "7001");

        Assert.Equal((IPAddress.Loopback, 7001, "store:1", TimeSpan.FromSeconds(3)), (options.ListenAddress, options.Port, options.Redis, options.Lease));
        Assert.Equal(new IndexLimits { FilesPerPeer = 3, PageSize = 5 }, options.Limits);
        Assert.Equal("http://localhost:8080", options.HealthUrls);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Asking_for_health_is_known(bool asks)
    {
        var launch = new LaunchOptions(_environment.GetValueOrDefault);

        Assert.Equal(asks, launch.AsksForHealth(launch.Parse(asks ? ["--health"] : [])));
    }

    [Fact]
    public void Redis_may_come_as_a_connection_string_of_that_name()
    {
        _environment["ConnectionStrings__redis"] = "redis:6379,password=x";

        Assert.Equal("redis:6379,password=x", Read().Redis);
        Assert.Equal("other:1", Read("--redis", "other:1").Redis);
    }

    [Fact]
    public void Port_is_known_to_be_given_or_not()
    {
        var launch = new LaunchOptions(_environment.GetValueOrDefault);

        Assert.Null(launch.PortOf(launch.Parse([])));
        Assert.Equal(1699, launch.PortOf(launch.Parse(["--port", "1699"])));
        _environment["GVNAP_PORT"] = "1700";
        Assert.Equal(1700, launch.PortOf(launch.Parse([])));
    }

    [Fact]
    public void Commands_for_a_server_that_runs_take_only_what_says_which()
    {
        _environment["GVNAP_PORT"] = "1700";
        _environment["GVNAP_RUN"] = "/somewhere";
        _environment["GVNAP_REDIS"] = "store:1";
        var launch = new LaunchOptions(_environment.GetValueOrDefault);

        var ban = launch.Parse(["ban", "10.0.0.0/8", "too", "loud", "--json"]);
        var quit = launch.Parse(["quit", "--message", "gone fishing", "--port", "7000"]);

        Assert.Empty(ban.Errors);
        Assert.Equal(new AdminRequest("ban", "10.0.0.0/8", "too loud", Json: true), launch.CommandOf(ban));
        Assert.Equal((1700, "/somewhere"), (launch.PortOf(ban), launch.RunFolderOf(ban).Path));
        Assert.Equal(new AdminRequest("quit", Text: "gone fishing"), launch.CommandOf(quit));
        Assert.Equal(7000, launch.PortOf(quit));
        Assert.Null(launch.CommandOf(launch.Parse([])));
        Assert.NotEmpty(launch.Parse(["stats", "--lease", "3s"]).Errors);
        Assert.StartsWith("Whom? Write ban and", launch.Parse(["ban"]).Errors[0].Message, StringComparison.Ordinal);
        Assert.NotEmpty(launch.Parse(["quit", "--mesage", "back soon"]).Errors);
        Assert.Contains("'two words'", Assert.Single(launch.Parse(["unban", "two words"]).Errors).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--port", "x")]
    [InlineData("--port", "65536")]
    [InlineData("--port", "-1")]
    [InlineData("--run", "")]
    [InlineData("--listen", "host")]
    [InlineData("--lease", "soon")]
    [InlineData("--lease", "1ms")]
    [InlineData("--limit", "nothing=1")]
    [InlineData("--limit", "page-size=x")]
    [InlineData("--unknown", "1")]
    public void Wrong_usage_is_an_error_that_names_the_option(string option, string value)
    {
        var error = Assert.Single(new LaunchOptions(_environment.GetValueOrDefault).Parse(option == "--unknown" ? [option] : [option, value]).Errors);

        Assert.Contains(option, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_may_begin_with_any_character()
    {
        var launch = new LaunchOptions(_environment.GetValueOrDefault);

        Assert.Equal(new AdminRequest("ban", "bob", "@home too often"), launch.CommandOf(launch.Parse(["ban", "bob", "@home", "too", "often"])));
        Assert.Equal(new AdminRequest("quit", Text: "@all: back at noon"), launch.CommandOf(launch.Parse(["quit", "--message", "@all: back at noon"])));
    }

    [Fact]
    public void The_help_gives_the_lease_as_it_is_typed()
    {
        using var output = new StringWriter();

        new LaunchOptions(_environment.GetValueOrDefault).Parse(["--help"]).Invoke(new InvocationConfiguration { Output = output });

        var words = string.Join(' ', output.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("[default: 15s]", words, StringComparison.Ordinal);
        Assert.DoesNotContain("00:00", words, StringComparison.Ordinal);
    }

    private IndexServerOptions Read(params string[] args)
    {
        var launch = new LaunchOptions(_environment.GetValueOrDefault);
        var result = launch.Parse(args);
        Assert.Empty(result.Errors);
        return launch.ToServerOptions(result, IndexServerOptions.DefaultPort);
    }
}
