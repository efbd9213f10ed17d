using FsCheck;
using FsCheck.Fluent;
using GvNap.Index.Directory;
using GvNap.Index.Directory.Redis;
using GvNap.Protocol;
using GvNap.Protocol.Messages;
using GvNap.Protocol.Peers;

namespace GvNap.Index.Tests.Directory;

/// <summary>What is written to Redis as text or bytes is read as it was written, or refused.</summary>
public sealed class RedisTextTests
{
    [Fact]
    public void Number_ranges_are_read_as_they_were_written()
    {
        var numbers = Gen.Choose(0, (int)ProtocolLimits.FileNumbers - 1).Or(Gen.Choose(0, 20)).ArrayOf().ToArbitrary();
        Prop.ForAll(numbers, chosen =>
        {
            var expected = chosen.Select(number => (uint)number).Distinct().Order();
            return NumberRanges.Parse(NumberRanges.Format(chosen.Select(number => (uint)number))).SequenceEqual(expected);
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("-", new uint[0])]
    [InlineData("3", new uint[] { 3 })]
    [InlineData("1-3,5", new uint[] { 1, 2, 3, 5 })]
    public void Number_ranges_are_short(string text, uint[] numbers)
    {
        Assert.Equal(numbers, NumberRanges.Parse(text));
        Assert.Equal(text, NumberRanges.Format(numbers));
    }

    [Theory]
    [InlineData("")]
    [InlineData("5-3")]
    [InlineData("1-2-3")]
    [InlineData("0-4294967295")]
    [InlineData("x")]
    public void Ranges_that_nobody_wrote_are_refused(string text) =>
        Assert.ThrowsAny<FormatException>(() => NumberRanges.Parse(text));

    [Fact]
    public void A_lease_is_read_as_it_was_written()
    {
        PeerEndpoint[] endpoints = [new("host.example", 6699, EndpointState.Reachable), new("2001:db8::1", 1, EndpointState.Unknown)];
        var record = new PeerRecord(PeerId.Create(), "Alice", endpoints, 123_456);
        var (session, read) = RecordCodec.DecodeLease([.. "1732100000123456 "u8, .. RecordCodec.Encode(record)]);
        Assert.Equal(1_732_100_000_123_456, session);
        Assert.Equal((record.Id, record.User, record.Speed), (read.Id, read.User, read.Speed));
        Assert.Equal(record.Endpoints, read.Endpoints);
    }

    [Theory]
    [InlineData("")]
    [InlineData("12")]
    [InlineData("x y")]
    [InlineData("12 \u0001")]
    [InlineData("12 ")]
    public void A_lease_that_nobody_wrote_is_refused(string text) =>
        Assert.Throws<FormatException>(() => RecordCodec.DecodeLease(System.Text.Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("")]
    [InlineData("1 A")]
    [InlineData("1 A 00000000000000000000000000000001 1 x s - 0 - - -")]
    public void A_record_that_nobody_wrote_is_refused(string text) =>
        Assert.ThrowsAny<FormatException>(() => ChangeRecord.Parse(text));

    [Fact]
    public void The_keys_of_a_peer_lie_in_one_slot()
    {
        var keys = new RedisKeys("gvnap:");
        var peer = PeerId.Create();
        Assert.Equal($"gvnap:lease:{{{peer}}}", (string)keys.Lease(peer)!);
        Assert.Equal($"gvnap:catalogue:{{{peer}}}:7", (string)keys.Chunk(peer, 7)!);
        Assert.Equal("gvnap:user:alice", (string)keys.User("Alice")!);
        Assert.Equal("gvnap:{dir}:state", (string)keys.State!);
    }
}
