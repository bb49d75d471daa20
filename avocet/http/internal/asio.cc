// asio.cc - the one place where the compiled part of Boost.Asio is built
// (BOOST_ASIO_SEPARATE_COMPILATION).
#include <boost/asio/impl/src.hpp>
